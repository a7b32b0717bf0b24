import { join } from "node:path";
import { outliveReader } from "../outliveReader";
import { runCli } from "./cli";

outliveReader();
void runCli(process.argv.slice(2), join(__dirname, "../.."));
