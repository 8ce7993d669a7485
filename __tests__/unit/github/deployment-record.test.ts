import { expect, it } from "vitest";
import { openGitHub } from "../../../src/github/client.ts";
import { recordDeployment } from "../../../src/github/deployment.ts";
import { createHttp } from "../../../src/http/client.ts";
import type { Fetch } from "../../../src/http/request.ts";
import { fetched } from "../support.ts";

it("a deployment of a canceled step does not stay in progress", async () => {
  const states: unknown[] = [];
  const fetch: Fetch = async (url, { body }) => {
    if (url.endsWith("/statuses")) states.push(JSON.parse(String(body)).state);
    return fetched(Response.json({ id: 1 }, { status: 201 }));
  };
  const step = new AbortController();
  const http = createHttp({ signal: step.signal, fetch, log: () => undefined });
  const access = { apiUrl: "https://github.example", token: "t", repository: "acme/hotdog-app" };
  const github = await openGitHub(http, access);
  const target = { github, environment: "acme/live", kind: "production", logUrl: "" } as const;
  const canceled = new Error("canceled");
  const work = async (): Promise<never> => {
    step.abort(canceled);
    throw canceled;
  };

  const record = recordDeployment(target, "a".repeat(40), work, () => "");

  await expect(record).rejects.toBe(canceled);
  expect(states).toEqual(["in_progress", "failure"]);
});
