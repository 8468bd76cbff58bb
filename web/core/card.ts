// A package's card: Markdown as far as cards use it, read into values that a page shows as text. What isn't understood stays text.

export interface Span { text: string; as: "" | "strong" | "em" | "code" }
export type Block =
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; items: Span[][] }
  | { kind: "table"; head: Span[][]; rows: Span[][][] };

const MARKED = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*/g;

export function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  const plain = (part: string) => { if (part) spans.push({ text: part, as: "" }); };
  let from = 0;
  for (const found of text.matchAll(MARKED)) {
    plain(text.slice(from, found.index));
    const [, code, strong, em] = found;
    spans.push(code !== undefined ? { text: code, as: "code" } : strong !== undefined ? { text: strong, as: "strong" } : { text: em!, as: "em" });
    from = found.index + found[0].length;
  }
  plain(text.slice(from));
  return spans;
}

const cells = (line: string) => line.replace(/^\s*\||\|\s*$/g, "").split("|").map((cell) => spansOf(cell.trim()));
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*[-*]\s+(.*)$/;
const ROW = /^\s*\|/;
const RULE = /^[\s|:-]+$/;

/** The block that a group of lines without an empty one among them holds; a heading ends at its line. */
function blocksOf(lines: string[]): Block[] {
  const heading = HEADING.exec(lines[0]!);
  if (heading) {
    const own: Block = { kind: "heading", level: heading[1]!.length, spans: spansOf(heading[2]!) };
    return lines.length > 1 ? [own, ...blocksOf(lines.slice(1))] : [own];
  }
  if (ROW.test(lines[0]!) && lines.length > 1 && RULE.test(lines[1]!)) return [{ kind: "table", head: cells(lines[0]!), rows: lines.slice(2).map(cells) }];
  if (ITEM.test(lines[0]!)) {
    const items: string[] = [];
    for (const line of lines) {
      const item = ITEM.exec(line);
      if (item) items.push(item[1]!);
      else items.push(`${items.pop()} ${line.trim()}`);
    }
    return [{ kind: "list", items: items.map(spansOf) }];
  }
  return [{ kind: "paragraph", spans: spansOf(lines.map((line) => line.trim()).join(" ")) }];
}

export function cardOf(markdown: string): Block[] {
  return markdown.split(/\n\s*\n/).flatMap((group) => {
    const lines = group.split("\n").filter((line) => line.trim());
    return lines.length > 0 ? blocksOf(lines) : [];
  });
}

/** What a card says under “Measured”; empty where it says nothing. */
export function measuredOf(card: readonly Block[]): Span[] {
  const said = card.flatMap((block) => (block.kind === "paragraph" ? [block.spans] : block.kind === "list" ? block.items : []));
  const found = said.find(([first]) => first?.as === "strong" && /^measured\b/i.test(first.text));
  return found ? found.slice(1).map((span, index) => (index === 0 ? { ...span, text: span.text.trimStart() } : span)) : [];
}
