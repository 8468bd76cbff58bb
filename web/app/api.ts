// Calls of the API, typed by its contract. A call that meets an ended session waits until somebody has signed in again.
import createClient from "openapi-fetch";
import type { components, paths } from "./api_types.d.ts";
import { sentence, session } from "./session.svelte.ts";

export type Schemas = components["schemas"];

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function send(request: Request): Promise<Response> {
  for (;;) {
    const copy = request.clone();
    if (copy.method !== "GET") copy.headers.set("X-CSRF-Token", session.csrf);
    const answer = await fetch(copy);
    if (answer.status === 401) {
      await session.renewed();
    } else if (answer.status === 403 && request.method !== "GET" && (await session.hasChanged())) {
      // Another tab has signed in anew: the cookie is its session's now, and so is the token.
    } else if (answer.status === 429 && request.method === "GET") {
      await pause(Math.min(30, Number(answer.headers.get("Retry-After")) || 1));
    } else {
      return answer;
    }
  }
}

export const api = createClient<paths>({ fetch: send });

/** What a call that went wrong says, in a sentence. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(sentence(detail));
    this.status = status;
  }
}

/** The body of an answer, or a Refusal. */
export async function told<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer;
  try {
    answer = await call;
  } catch {
    throw new Refusal(0, "the line is down");
  }
  if (answer.response.ok) return answer.data as T;
  const problem = answer.error as Partial<Schemas["Problem"]> | undefined;
  throw new Refusal(answer.response.status, problem?.detail ?? "the server gave no reason");
}

export function artifactPath(song: string, name: string, revision?: number): string {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return `/v1/songs/${song}/artifacts/${path}${revision ? `?revision=${revision}` : ""}`;
}

export async function get(path: string): Promise<Response> {
  const answer = await send(new Request(path)).catch(() => null);
  if (!answer) throw new Refusal(0, "the line is down");
  if (!answer.ok) throw new Refusal(answer.status, `${path} isn't there`);
  return answer;
}

export const artifact = (song: string, name: string, revision?: number) => get(artifactPath(song, name, revision));
