import { isRecord, stringAt } from "../../src/lib/json.ts";
import { fullName, type ModelName } from "../../src/lib/model-name.ts";
import { connect, type Live } from "./live.ts";
import { longest } from "./longest.ts";
import { type Answer, seen, unseen } from "./questions.ts";

/** Characters: the longest description that is tried. */
const LONGEST_DESCRIPTION = 16_384;

/** What needs no model: tokens and hardware. */
export async function askAccount(live: Live): Promise<void> {
  const { options, signal } = live;
  await live.ask("cli-token-at-api", async () => {
    if (options.cliToken === undefined) return unseen("REPLICATE_CLI_AUTH_TOKEN is not set");
    const { status } = await connect(options, options.cliToken, signal)("GET", "/account");
    return seen(status === 200 ? "yes" : `no: HTTP ${status}`, { status });
  });
  await live.ask("hardware", async () => {
    const { status, body } = await live.api("GET", "/hardware");
    if (!Array.isArray(body)) return unseen(`HTTP ${status}`);
    const skus = body.flatMap((item) => (isRecord(item) ? (stringAt(item, "sku") ?? []) : []));
    return seen(skus.join(", "), { skus });
  });
}

/** What a model without versions shows: its creation, its description, and its name once it is deleted. */
export async function askModel(live: Live): Promise<void> {
  const { owner } = live;
  const model = live.make("model", live.name("-empty"));
  const status = await create(live, model);
  const isThere = status === 201 || (await live.api("GET", pathOf(model))).status === 200;
  await live.ask("organization-private", async () =>
    owner.type === "organization"
      ? seen(`HTTP ${status}, and the model ${isThere ? "exists" : "does not exist"}`, {
          status,
          exists: isThere,
        })
      : unseen(`${owner.username} is not an organization`),
  );
  if (!isThere) {
    const reason = `creating a private model answered HTTP ${status}`;
    for (const id of ["description-length", "deleted-name"] as const)
      await live.ask(id, async () => unseen(reason));
    return;
  }
  await live.ask("description-length", () => describe(live, model));
  await live.ask("deleted-name", async () => {
    const { status: deleted } = await live.api("DELETE", pathOf(model));
    if (deleted !== 204) return unseen(`deleting the model answered HTTP ${deleted}`);
    return nameAnswer({ atOnce: await create(live, model) });
  });
}

/** Asks again for a name that was still taken right after the deletion. */
export async function askNameAgain(live: Live): Promise<void> {
  const model = live.name("-empty");
  const known = live.answers("").find(([id]) => id === "deleted-name")?.[1];
  if (known?.kind !== "seen" || known.facts["atOnce"] === 201) return;
  await live.ask("deleted-name", async () =>
    nameAnswer({ ...known.facts, atTheEnd: await create(live, model) }),
  );
}

function nameAnswer(statuses: Readonly<Record<string, unknown>>): Answer {
  const list = Object.entries(statuses).map(([when, status]) => `HTTP ${status} ${WHEN[when]}`);
  const isFree = Object.values(statuses).includes(201);
  return seen(`${isFree ? "yes" : "no"}: ${list.join(", ")}`, statuses);
}

const WHEN: Readonly<Record<string, string>> = {
  atOnce: "at once",
  atTheEnd: "at the end of the run",
};

async function create({ api }: Live, { owner, name }: ModelName): Promise<number> {
  const body = { owner, name, visibility: "private", hardware: "cpu" };
  return (await api("POST", "/models", body)).status;
}

async function describe({ api }: Live, model: ModelName): Promise<Answer> {
  let beyond = "";
  const length = await longest(LONGEST_DESCRIPTION, async (characters) => {
    const description = "x".repeat(characters);
    const { status, body } = await api("PATCH", pathOf(model), { description });
    const kept = isRecord(body) ? stringAt(body, "description") : undefined;
    if (status === 200 && kept === description) return true;
    beyond = status === 200 ? "longer ones are cut" : `longer ones answer HTTP ${status}`;
    return false;
  });
  return beyond === ""
    ? seen(`at least ${length} characters`, { length, isLimit: false })
    : seen(`${length} characters; ${beyond}`, { length, isLimit: true, beyond });
}

/** Path of a model in the API. */
export function pathOf(model: ModelName): string {
  return `/models/${fullName(model)}`;
}
