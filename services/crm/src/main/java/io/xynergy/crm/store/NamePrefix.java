package io.xynergy.crm.store;

/** Prefixes as ranges: LIKE may not use an index under row-level security, comparisons may. */
final class NamePrefix {

    /** Greater than each character of a folded name. */
    private static final char AFTER_KEYS = '{';

    private NamePrefix() {}

    /** The end, not included, of the folded names that begin with the key. */
    static String end(String key) {
        return key + AFTER_KEYS;
    }
}
