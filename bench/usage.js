/**
 * For `node --require`: tells the parent process at the end, through the pipe with number 3, how much CPU and memory this
 * process has used as a whole. Plain JavaScript, so that every kind of program can be measured in the same way.
 */
const { readFileSync, writeSync } = require("node:fs");

/** Peak memory in KiB. Linux counts what the parent had used as the child's, except here. */
function peakKiB() {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: peakKiB() / 1024 }));
});
