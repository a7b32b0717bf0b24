import { join } from "node:path";
import { beLean } from "./lean";

beLean();

// Imports would run first: this loads the SDK, which has just been made lean.
const { runCli } = require("./cli") as typeof import("./cli");

void runCli(process.argv.slice(2), join(__dirname, "../.."));
