package io.xynergy.gateway.observe;

/** Which requests get a line. */
public sealed interface AccessLogMode {

    /** Every request. */
    record All() implements AccessLogMode {}

    /** Requests that failed or were answered with 400 or more. */
    record Errors() implements AccessLogMode {}

    /**
     * Requests that failed or were answered with 500 or more, and a share of the others.
     *
     * @param rate the share, from 0 to 1
     */
    record Sampled(double rate) implements AccessLogMode {
        public Sampled {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException(
                        "access log rate %s: expected 0 to 1".formatted(rate));
            }
        }
    }

    /** None. */
    record Off() implements AccessLogMode {}
}
