package io.xynergy.operator.resource;

/**
 * One condition in the positive sense.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param lastTransitionTime when {@code status} last changed, RFC 3339
 * @param reason one CamelCase word
 * @param message why, and what to do
 */
public record Condition(
        String type,
        String status,
        long observedGeneration,
        String lastTransitionTime,
        String reason,
        String message) {

    /** Whether it holds. */
    public boolean holds() {
        return status.equals("True");
    }
}
