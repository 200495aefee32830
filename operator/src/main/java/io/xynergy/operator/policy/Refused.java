package io.xynergy.operator.policy;

import java.util.List;

/**
 * Addresses of a service that pods do not send to, as far as that is certain; only an edit of the
 * policy changes it.
 *
 * @param service name in the policy
 * @param addresses each with what it is
 * @param isAll whether the service has no others, so that its routes are not served
 */
public record Refused(String service, List<String> addresses, boolean isAll) {

    public Refused {
        addresses = List.copyOf(addresses);
    }

    @Override
    public String toString() {
        return "service %s: %s (set allowLocalAddresses)"
                .formatted(service, String.join(", ", addresses));
    }
}
