package io.xynergy.operator.policy;

/**
 * Something that a policy names and that does not exist.
 *
 * @param reason one CamelCase word
 * @param what kind, name and key
 * @param service the service of the policy that needs it; empty: the data plane itself
 */
public record Missing(String reason, String what, String service) {

    @Override
    public String toString() {
        return service.isEmpty() ? what : what + ", for service " + service;
    }
}
