/** Names the file that makes the program end when it appears. */
export const STOP = "FAIRLEAD_SANDBOX_STOP";
