// Which screen the address names, and going to another without loading a page.

export type Route =
  | { screen: "make" }
  | { screen: "library" }
  | { screen: "tasks"; song: string }
  | { screen: "souls" }
  | { screen: "settings" }
  | { screen: "song"; song: string; edit: boolean }
  | { screen: "nowhere" };

const ID = /^[A-Za-z0-9_]{1,64}$/;

export function routeOf(path: string): Route {
  const [first = "", second = "", third = "", ...rest] = path.replace(/^\/studio(?=\/|$)/, "").split("/").filter(Boolean);
  if (rest.length > 0) return { screen: "nowhere" };
  if (first === "" || first === "make") return { screen: "make" };
  if (first === "songs" && ID.test(second) && (third === "" || third === "edit")) return { screen: "song", song: second, edit: third === "edit" };
  if (first === "tasks" && third === "" && (second === "" || ID.test(second))) return { screen: "tasks", song: second };
  if (second === "" && (first === "library" || first === "souls" || first === "settings")) return { screen: first };
  return { screen: "nowhere" };
}

class Place {
  route = $state<Route>(routeOf(location.pathname));
  hash = $state(location.hash);

  constructor() {
    addEventListener("popstate", () => this.read());
  }

  go(path: string, replace = false): void {
    if (replace) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    this.read();
    scrollTo(0, 0);
  }

  /** Filters live in the address, after "#". */
  mark(hash: string): void {
    history.replaceState(null, "", location.pathname + (hash ? `#${hash}` : ""));
    this.hash = location.hash;
  }

  private read(): void {
    this.route = routeOf(location.pathname);
    this.hash = location.hash;
  }
}

export const place = new Place();

/** On an element: links of the studio inside it turn the page here. */
export function turnsPages(node: HTMLElement): { destroy(): void } {
  const click = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname !== "/" && !link.pathname.startsWith("/studio/")) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    place.go(link.pathname + link.hash);
  };
  node.addEventListener("click", click);
  return { destroy: () => node.removeEventListener("click", click) };
}
