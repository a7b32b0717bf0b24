import { join } from "node:path";
import { runCli } from "./cli";

void runCli(process.argv.slice(2), join(__dirname, "../.."), process.env);
