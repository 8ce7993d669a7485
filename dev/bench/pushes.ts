import { type Machine, PUSH_TAKES } from "./machine.ts";
import { costOf, type Results } from "./results.ts";
import { repeat } from "./statistics.ts";

/**
 * Today's script and the action, in turns, so that whatever else the machine does strikes all of them. The
 * first turn, which creates the model and warms what the operating system keeps, does not count.
 */
export async function comparePushes(
  machine: Machine,
  runs: number,
): Promise<Pick<Results, "today" | "cold" | "warm">> {
  const turn = async () => {
    const script = () => machine.sandbox.scriptCog({ pushTakes: PUSH_TAKES });
    script();
    const today = await machine.today();
    await machine.forgetTools();
    script();
    const cold = await machine.action("pushed");
    script();
    const warm = await machine.action("pushed");
    return { today, cold, warm };
  };
  await turn();
  const turns = await repeat(runs, turn);
  return {
    today: costOf(turns.map(({ today }) => today)),
    cold: costOf(turns.map(({ cold }) => cold)),
    warm: costOf(turns.map(({ warm }) => warm)),
  };
}

/**
 * A push of what the newest version was built from: the machine's project, which has just been pushed.
 * @throws when it is not found to be unchanged.
 */
export async function unchangedPush(machine: Machine, runs: number): Promise<Results["unchanged"]> {
  const inputs = { "skip-unchanged": "true" };
  return costOf(await repeat(runs, () => machine.action("unchanged", { inputs })));
}
