// Starts the engraver. It is the one script that the page may start as a worker; a policy of a name can be made once.
import engraverPath from "./engraver.ts?worker&url";

interface Policies { createPolicy(name: string, rules: { createScriptURL(path: string): string }): { createScriptURL(path: string): string } }
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const script = policies ? policies.createPolicy("engraver", { createScriptURL: () => engraverPath }).createScriptURL("") : engraverPath;

export const startEngraver = () => new Worker(script, { type: "module" });
