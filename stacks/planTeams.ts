import { familiesMeaning, type Problem, type TeamArgs } from "fairlead";
import { RELEASES } from "./shop";

/** A team that may register what the shop runs could put anything behind the shop's hosts, and delete its logs. */
export function familyProblems(teams: Record<string, TeamArgs>): Problem[] {
  return Object.entries(teams).flatMap(([team, args]) =>
    Object.keys(RELEASES).flatMap((release) =>
      familiesMeaning(release, team, args).map((family) => ({
        argument: `teams.${team}.families`,
        value: family,
        rule: `it means the shop's own ${release}, which the team could register then, and delete the logs of`,
        remedy: `Give the team names of its own, like "${team}-*".`,
      })),
    ),
  );
}
