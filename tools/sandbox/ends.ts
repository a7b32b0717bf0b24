/** Something that the sandbox needs is missing, or it must not go on: one line, with what to do. */
export class Refusal extends Error {}

/** Somebody has asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super("Interrupted. `npm run sandbox` goes on from here; `npm run sandbox -- --down` removes what there is.");
  }
}
