/**
 * What the toolkit uses of undici, bundled in place of the whole: @actions/github creates an agent when it is loaded
 * behind a proxy. Its requests, and those of @actions/http-client, are never sent: this action has its own HTTP client.
 */
module.exports = {
  get ProxyAgent() {
    return require("undici/lib/dispatcher/proxy-agent.js");
  },
};
