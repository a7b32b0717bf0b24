/**
 * Lets a command line go on when nobody reads what it prints any more. A reader that has seen enough (`| head -1`) is no
 * fault: the run goes on, so that its work is done and its exit code still tells how it went.
 */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
