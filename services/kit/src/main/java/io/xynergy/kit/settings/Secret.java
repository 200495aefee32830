package io.xynergy.kit.settings;

/**
 * A value that must not be printed.
 *
 * @param text the value itself
 */
public record Secret(String text) {

    @Override
    public String toString() {
        return "***";
    }
}
