package io.xynergy.policy;

/**
 * Something that is allowed but probably not meant.
 *
 * @param path where in the document
 * @param line counted from 1; 0: not known
 * @param column counted from 1; 0: not known
 */
public record PolicyWarning(String path, int line, int column, String message) {

    /** The warning as people read it: line and column, path, message. */
    @Override
    public String toString() {
        String where = line > 0 ? line + ":" + column + ": " : "";
        return where + (path.isEmpty() ? message : path + ": " + message);
    }
}
