// Asks the server what edits would make again; nothing is changed.
import { api, type Schemas, told } from "./api.ts";
import type { Edit } from "../core/commands.ts";

export async function forecast(song: string, parent: number, edits: readonly Edit[]): Promise<Schemas["Forecast"]> {
  return (await told(api.POST("/v1/songs/{id}/edits", { params: { path: { id: song }, query: { dry_run: true } }, body: { parent, edits: edits as never } }))) as Schemas["Forecast"];
}
