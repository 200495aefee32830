package io.xynergy.crm.paging;

import java.util.Map;
import javax.crypto.SecretKey;

/**
 * Keys that sign cursors.
 *
 * @param current the id of the one that signs new ones
 * @param all those whose cursors are taken, by their ids
 */
public record SigningKeys(int current, Map<Integer, SecretKey> all) {

    public SigningKeys {
        all = Map.copyOf(all);
        if (!all.containsKey(current)) {
            throw new IllegalArgumentException("there is no key with the id " + current);
        }
    }

    SecretKey currentKey() {
        SecretKey key = all.get(current);
        if (key == null) {
            throw new IllegalStateException();
        }
        return key;
    }
}
