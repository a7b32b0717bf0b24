export * from "./ports";
export * from "./production";
export * from "./spotShare";
export * from "./spotTiming";
export * from "./targetGroups";
