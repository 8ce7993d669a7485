export const id = 839;
export const ids = [839];
export const modules = {

/***/ 839:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  stopLeftOver: () => (/* binding */ stopLeftOver)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./src/cog/stop.ts

/** Time for processes to end by themselves: the runner kills us 10 s after it cancels a step. */
const GRACE_SECONDS = 4;
const INTERVAL_SECONDS = 0.05;
/**
 * Asks processes to end, and when the time of grace is over makes them.
 * @param send sends them a signal, or nothing when it is 0.
 * @returns false when there were none; `send` returns so when none is left.
 */
async function stopProcesses(send) {
    const deadline = Date.now() + GRACE_SECONDS * 1000;
    const wereThere = await send("SIGTERM");
    let areThere = wereThere;
    while (areThere && Date.now() < deadline) {
        await (0,external_node_timers_promises_.setTimeout)(INTERVAL_SECONDS * 1000);
        areThere = await send(0);
    }
    if (areThere)
        await send("SIGKILL");
    return wereThere;
}
/**
 * Sends a signal to one process, or by a negative number to a whole group.
 * @returns false when nothing of it is left, or nothing that this user may stop.
 */
function signalProcess(pid, signal) {
    try {
        return process.kill(pid, signal);
    }
    catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "ESRCH" || code === "EPERM")
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/cog/left-over.ts


/**
 * Stops what a step that was killed has left running: Cog and whatever it started are known by the private
 * Docker configuration in their environment, which no other process has. On Linux alone; elsewhere the runner
 * ends them after the job.
 * @param privateDirectory the directory that held the configuration.
 * @returns whether there was anything to stop.
 */
function stopLeftOver(privateDirectory) {
    return stopProcesses(async (signal) => {
        const pids = await processesWith(privateDirectory);
        return pids.map((pid) => signalProcess(pid, signal)).includes(true);
    });
}
/** Processes in whose environment a text stands; none where there is no /proc. */
async function processesWith(text) {
    const names = await (0,promises_.readdir)("/proc").catch(() => []);
    const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
    const environments = pids.map(async (pid) => {
        // Those of other users, and of processes that have ended meanwhile, can't be read.
        const environment = await (0,promises_.readFile)(`/proc/${pid}/environ`, "latin1").catch(() => "");
        return pid !== process.pid && environment.includes(text) ? [pid] : [];
    });
    return (await Promise.all(environments)).flat();
}


/***/ })

};
