import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";

/** Who runs this: as git would name them in a commit, else by the name of their account on this machine. */
export function who(folder: string): string {
  try {
    const ident = execFileSync("git", ["var", "GIT_AUTHOR_IDENT"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return ident.replace(/ \d+ [+-]\d{4}\s*$/, "").trim() || userInfo().username;
  } catch {
    return userInfo().username;
  }
}
