// Bundles the style sheet and the script into the folder Django serves. Needs no network.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const served = path.resolve(here, "../cairn/web/static/built");
// Built aside and moved at the end: a build that fails leaves the last good one where it is.
const out = path.resolve(here, "../.build/static");

// The design system has no custom properties: its colours are given ours here, so that every part of it
// wears the one palette of src/css/palette.css.
const OURS = [
  ["#0065bd", "var(--accent)"],
  ["rgb(0, 66.9325396825, 125.25)", "var(--deep)"],
  ["rgb(217.6861375301, 237.6263497495, 255)", "var(--wash)"],
  ["#1a1a1a", "var(--ink)"],
  ["#fdd522", "var(--focus)"],
  ["#d32205", "var(--bad)"],
  ["rgb(148.7256944444, 23.9652777778, 3.5243055556)", "var(--bad-deep)"],
  ["#5e5e5e", "var(--soft)"],
  ["#b3b3b3", "var(--line)"],
  ["#ebebeb", "var(--sand)"],
  ["#f8f8f8", "var(--paper)"],
];

const palette = {
  name: "palette",
  setup(build) {
    build.onLoad({ filter: /design-system\.css$/ }, async ({ path: file }) => {
      let text = await readFile(file, "utf8");
      for (const [theirs, ours] of OURS) {
        if (!text.includes(theirs)) throw new Error(`The design system no longer uses ${theirs}: mend OURS in build.mjs.`);
        text = text.replaceAll(theirs, ours);
      }
      return { contents: text, loader: "css" };
    });
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { warnings } = await esbuild.build({
  absWorkingDir: here,
  entryPoints: [{ in: "src/cairn.css", out: "cairn" }, { in: "src/cairn.js", out: "cairn" }],
  outdir: out,
  bundle: true,
  minify: true,
  legalComments: "none",
  target: ["es2020", "chrome109", "firefox115", "safari15.6"],
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
  plugins: [palette],
  logLevel: "warning",
});
if (warnings.length > 0) process.exitCode = 1;
await writeFile(path.join(out, "mark.svg"), await readFile(path.join(here, "src/mark.svg")));
const notices = [];
for (const name of ["@scottish-government/design-system", "@fontsource-variable/source-sans-3", "@fontsource-variable/source-serif-4"]) {
  const folder = path.join(here, "node_modules", name);
  const licence = await readFile(path.join(folder, "LICENSE"), "utf8").catch(() => readFile(path.join(folder, "LICENSE.txt"), "utf8"));
  notices.push(`${name}\n\n${licence.trim()}\n`);
}
await writeFile(path.join(out, "licences.txt"), notices.join("\n\n----\n\n"));
await rm(served, { recursive: true, force: true });
await mkdir(path.dirname(served), { recursive: true });
await rename(out, served);
