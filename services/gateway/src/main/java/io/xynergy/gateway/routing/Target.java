package io.xynergy.gateway.routing;

/**
 * One upstream of a route.
 *
 * @param service its place among the configuration's services
 * @param weight its share of the route's requests
 * @param requestEdits the route's header edits and then its own
 */
public record Target(int service, int weight, FieldEdits requestEdits) {}
