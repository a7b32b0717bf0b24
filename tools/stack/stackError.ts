/** Something about a stack, or the way to it, that a user can put right. */
export class StackError extends Error {}
