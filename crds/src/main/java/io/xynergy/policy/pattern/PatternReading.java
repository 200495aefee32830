package io.xynergy.policy.pattern;

/** What became of a text that should be a regular expression. */
public sealed interface PatternReading permits LinearPattern, PatternReading.Refused {

    /** It is none that can be matched in linear time, or one that is too large. */
    record Refused(String reason) implements PatternReading {}
}
