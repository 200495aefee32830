package io.xynergy.kit.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told to the caller of an API whose request cannot be served.
 *
 * @param status HTTP status
 * @param code stable and for machines
 * @param message one sentence for people, without anything of the inside
 * @param details what is wrong with which part of the request
 * @param retryAfterSeconds when to try again; null: that would not help
 */
public record Problem(
        int status,
        String code,
        String message,
        List<Detail> details,
        @Nullable Integer retryAfterSeconds) {

    /**
     * One wrong part of a request.
     *
     * @param field its path in the request, such as {@code contacts[3].email}
     */
    public record Detail(String field, String message) {}

    public Problem {
        details = List.copyOf(details);
    }

    /** A problem without details, which stays as it is when tried again. */
    public static Problem of(int status, String code, String message) {
        return new Problem(status, code, message, List.of(), null);
    }

    /** A problem with parts of the request. */
    public static Problem of(int status, String code, String message, List<Detail> details) {
        return new Problem(status, code, message, details, null);
    }

    /** A problem that passes. */
    public static Problem passing(int status, String code, String message) {
        return new Problem(status, code, message, List.of(), 1);
    }
}
