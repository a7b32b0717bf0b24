export * from "./ports";
export * from "./spotShare";
export * from "./spotTiming";
