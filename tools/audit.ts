/**
 * Asks the registry which of the installed packages have known holes: `npm run audit`. Exit code 0 when none is high or
 * critical, 1 when one is, 75 when the registry does not answer such questions.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

const root = join(__dirname, "..");

/** What came of an audit. */
export type Verdict =
  | { readonly kind: "fine" | "bad"; readonly lines: readonly string[] }
  | { readonly kind: "unanswered"; readonly why: string };

interface Report {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<
    Record<string, { severity: string; range: string; via: (string | { title: string })[] }>
  >;
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/** Severities that must not be there, the worst first. */
const REFUSED = ["critical", "high"];

/** Judges the answer of `npm audit --json`. */
export function verdictOf(answer: string): Verdict {
  let report: Report;
  try {
    report = JSON.parse(answer);
  } catch {
    return { kind: "unanswered", why: "npm audit has no answer" };
  }
  const { auditReportVersion, vulnerabilities } = report;
  if (auditReportVersion === undefined || vulnerabilities === undefined) {
    const why = report.message || report.error?.summary || "npm audit has no answer";
    return {
      kind: "unanswered",
      why:
        why
          .split("\n")[0]
          ?.replaceAll(/https?:\/\/\S+/g, "")
          .trim() ?? "",
    };
  }
  const lines = Object.entries(vulnerabilities)
    .sort(([, a], [, b]) => REFUSED.indexOf(a.severity) - REFUSED.indexOf(b.severity))
    .map(([name, { severity, range, via }]) => {
      const titles = via.map((cause) => (typeof cause === "string" ? `through ${cause}` : cause.title));
      return `${severity}: ${name} ${range}: ${[...new Set(titles)].join("; ")}`;
    });
  const bad = Object.values(vulnerabilities).some(({ severity }) => REFUSED.includes(severity));
  return { kind: bad ? "bad" : "fine", lines };
}

/** Exit code of the audit of some lockfiles: a bad one is not forgotten because nobody answers for another. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  const kinds = verdicts.map(({ kind }) => kind);
  return kinds.includes("bad") ? 1 : kinds.includes("unanswered") ? 75 : 0;
}

/** Audits a lockfile and says what came of it. */
function audited(file: string): Verdict {
  const folder = join(root, dirname(file));
  const { stdout } = spawnSync("npm", ["audit", "--json", "--package-lock-only"], { cwd: folder, encoding: "utf8" });
  const verdict = verdictOf(stdout);
  if (verdict.kind === "unanswered") {
    console.log(`${file}: the registry cannot be asked (${verdict.why})`);
  } else {
    for (const line of verdict.lines) console.log(`${file}: ${line}`);
    console.log(`${file}: ${verdict.kind === "bad" ? "has" : "no"} high or critical findings`);
  }
  return verdict;
}

if (require.main === module) {
  const lockfiles = execFileSync("git", ["ls-files", "*package-lock.json"], { cwd: root, encoding: "utf8" });
  process.exitCode = exitCodeOf(
    lockfiles
      .split("\n")
      .filter((file) => file !== "")
      .map(audited),
  );
}
