package io.xynergy.gateway.config;

/**
 * A compiled configuration that asks to come into force.
 *
 * @param document its JSON, not copied
 * @param digest SHA-256 of the document in lower-case hex
 * @param revision its place in the order of configurations
 */
public record Candidate(byte[] document, String digest, long revision, Origin origin) {

    /**
     * Whether it may take the place of what is in force: its revision has to be newer.
     *
     * <p>The same again is no step back, and a file may be corrected under its revision as long as
     * nothing was delivered.
     */
    public boolean mayFollow(Version inForce) {
        if (revision != inForce.revision()) {
            return revision > inForce.revision();
        }
        boolean correctsFile = origin == Origin.FILE && inForce.origin() == Origin.FILE;
        return correctsFile || digest.equals(inForce.digest());
    }
}
