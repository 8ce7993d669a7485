/**
 * What the action uses of undici, bundled in place of the whole: without its mocks, sockets, caches and
 * cookies dist is 120 kB smaller. The toolkit's clients and ours share this one copy. Each part is loaded
 * when it is first used: @actions/core needs it behind proxies alone, and each step would wait 30 ms for it.
 */
module.exports = {
  get fetch() {
    return require("undici/lib/web/fetch/index.js").fetch;
  },
  get Agent() {
    return require("undici/lib/dispatcher/agent.js");
  },
  get ProxyAgent() {
    withMethods();
    return require("undici/lib/dispatcher/proxy-agent.js");
  },
  get EnvHttpProxyAgent() {
    withMethods();
    return require("undici/lib/dispatcher/env-http-proxy-agent.js");
  },
};

/** As undici's index does: agents of proxies call `connect`. */
function withMethods() {
  Object.assign(
    require("undici/lib/dispatcher/dispatcher.js").prototype,
    require("undici/lib/api"),
  );
}
