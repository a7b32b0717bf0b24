/**
 * Runs TypeScript as `--require tsx/cjs` does, but keeps tsx out of packages, which are JavaScript already:
 * `node --require ./tools/typescript.js FILE.ts`. Asking tsx about each of the SDKs' thousand files, and reading their
 * source maps, takes longer than loading them.
 */
const Module = require("node:module");
const { sep } = require("node:path");

const ofPackage = (file) => typeof file === "string" && file.includes(`${sep}node_modules${sep}`);

const resolve = Module._resolveFilename;
const load = Module._extensions[".js"];
require("tsx/cjs");
const resolveWithTsx = Module._resolveFilename;
const loadWithTsx = Module._extensions[".js"];

Module._resolveFilename = (request, parent, ...rest) =>
  (ofPackage(parent?.filename) ? resolve : resolveWithTsx)(request, parent, ...rest);

Module._extensions[".js"] = (module, file) => {
  if (!ofPackage(file)) return loadWithTsx(module, file);
  process.setSourceMapsEnabled(false);
  try {
    return load(module, file);
  } finally {
    process.setSourceMapsEnabled(true);
  }
};
