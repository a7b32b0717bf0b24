import { outliveReader } from "../outliveReader";
import { runCli } from "./cli";

outliveReader();
void runCli(process.argv.slice(2));
