package io.xynergy.policy;

/**
 * One thing that is wrong with a policy.
 *
 * @param path where in the document, as {@code spec.routes[2].to[0].service}; empty: the whole
 * @param line counted from 1; 0: not known
 * @param column counted from 1; 0: not known
 */
public record PolicyError(String path, int line, int column, String message) {

    /** The error as people read it: line and column, path, message. */
    @Override
    public String toString() {
        String where = line > 0 ? line + ":" + column + ": " : "";
        return where + (path.isEmpty() ? message : path + ": " + message);
    }
}
