import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const server = process.env.SOULS_SERVER ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [svelte()],
  worker: { format: "es" },
  // Fonts and icons stay files: the page's policy allows no data: addresses.
  build: { outDir: "../build/web/dist.part", emptyOutDir: true, assetsDir: "studio/assets", assetsInlineLimit: 0, target: "es2023", cssTarget: ["chrome123", "firefox121", "safari17.5"], modulePreload: { polyfill: false } },
  // The host stays the page's own: the server compares it with the Origin.
  server: { proxy: Object.fromEntries(["/v1", "/readyz", "/setup", "/docs"].map((path) => [path, { target: server, changeOrigin: false }])) },
});
