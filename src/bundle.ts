/**
 * The one bundle of dist: each export is an entry that a file of dist with the same name calls.
 * The entries of the actions share a chunk, and each evaluates only the modules that it imports. The worker
 * has a chunk of its own: it starts in a tenth of the time that loading all of the action takes.
 */
export async function main(): Promise<void> {
  return (await import(/* webpackChunkName: "actions" */ "./main.ts")).main();
}

export async function post(): Promise<void> {
  return (await import(/* webpackChunkName: "actions" */ "./post.ts")).post();
}

export async function sweep(): Promise<void> {
  return (await import(/* webpackChunkName: "actions" */ "./sweep.ts")).sweep();
}

export async function discover(): Promise<void> {
  return (await import(/* webpackChunkName: "actions" */ "./discover.ts")).discover();
}

export async function collect(): Promise<void> {
  return (await import(/* webpackChunkName: "actions" */ "./collect.ts")).collect();
}

export async function worker(): Promise<void> {
  await import("./worker.ts");
}
