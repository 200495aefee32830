/** What a policy's document means here: compiled, compared with its neighbours, its references. */
@NullMarked
package io.xynergy.operator.policy;

import org.jspecify.annotations.NullMarked;
