package io.xynergy.kit.log;

/** How a log line looks. */
public enum LogFormat {
    /** One JSON object a line, for machines. */
    JSON,
    /** Time, level, message and fields, for people. */
    TEXT
}
