package io.xynergy.policy;

/** A share from 0% to 100% in hundredths of a percent; written as {@code 20%} or {@code 0.5%}. */
public record Percent(int hundredths) {

    /** The share as a number from 0 to 1. */
    public double ratio() {
        return hundredths / 10_000.0;
    }
}
