"""The policies that our gateway is measured with."""

from load.stage import LOOPBACK

HEAD = """\
apiVersion: gateway.xynergy.io/v1alpha1
kind: GatewayPolicy
metadata:
  name: bench
spec:
  environment: production
  defaults:
    auth: {{mode: None}}
    timeout: {timeout}
    maxRequestBody: 1Gi
    maxResponseBody: 1Gi
    compression: {{encodings: []}}
  services:
    - name: files
      url: http://{address}:{port}
      maxConnections: {most}
  routes:
"""
ROUTE = "    - {{name: {name}, match: [{{path: {{prefix: {prefix}}}}}], to: [{{service: files}}]}}\n"


def single_route(port, timeout="30s", most=1024):
    """One route that sends everything to the upstream, on so many connections at most."""
    return head(port, timeout, most) + ROUTE.format(name="everything", prefix="/")


def many_routes(port, count, timeout="30s"):
    """As many routes as asked for, each with its own prefix, and one for everything else."""
    routes = [ROUTE.format(name=f"r{n}", prefix=prefix(n)) for n in range(count - 1)]
    return single_route(port, timeout) + "".join(routes)


def with_issuer(port, issuer, audience):
    """Two routes to the upstream: one for everybody, one for callers with a token."""
    auth = f"""\
  auth:
    issuers:
      - name: bench
        oidc: {{issuer: "{issuer}", audiences: [{audience}], claims: {{tenant: tenant, roles: roles}}}}
  services:
"""
    known = "    - {name: known, match: [{path: {prefix: /api/known}}], to: [{service: files}], auth: {mode: Required}}\n"
    text = head(port, "30s").replace("  services:\n", auth).replace("production", "development")
    return text + known + ROUTE.format(name="everything", prefix="/")


def prefix(number):
    """The path prefix of one of many routes."""
    return f"/api/v{number % 7}/service-{number // 7}/items"


def head(port, timeout, most=1024):
    """Everything before the routes."""
    return HEAD.format(address=LOOPBACK, port=port, timeout=timeout, most=most)


def with_limits(upstream_port, issuer):
    """One path for everybody, one for API keys, one for API keys and one for tokens with a limit."""
    limits = "rateLimits: [{name: each, requests: 1000000000, per: 1m, by: User}]"
    keys = "auth: {issuers: [], apiKeys: true}"
    return f"""
apiVersion: gateway.xynergy.io/v1alpha1
kind: GatewayPolicy
metadata: {{name: bench}}
spec:
  environment: development
  auth:
    issuers:
      - name: bench
        oidc: {{issuer: "{issuer}", audiences: [xynergy]}}
    apiKeys: [{{name: bench, tenant: acme, scopes: [crm.read]}}]
  services: [{{name: files, url: "http://127.0.0.1:{upstream_port}"}}]
  routes:
    - {{name: plain, match: [{{path: {{prefix: /api/plain}}}}], to: [{{service: files}}], auth: {{mode: None}}}}
    - {{name: ready, match: [{{path: {{exact: /}}}}], to: [{{service: files}}], auth: {{mode: None}}}}
    - {{name: key, match: [{{path: {{prefix: /api/key}}}}], to: [{{service: files}}], {keys}}}
    - {{name: limited, match: [{{path: {{prefix: /api/limited}}}}], to: [{{service: files}}], {keys}, {limits}}}
    - {{name: token, match: [{{path: {{prefix: /api/token}}}}], to: [{{service: files}}], auth: {{issuers: [bench]}}, {limits}}}
"""
