/** Reads YAML and JSON into a bounded tree with positions, and binds the tree to records. */
@NullMarked
package io.xynergy.policy.document;

import org.jspecify.annotations.NullMarked;
