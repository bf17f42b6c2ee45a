/**
 * The translator: hot guest code becomes JVM bytecode, a region at a time. A region is the control
 * flow from one entry; calls inside it go through relinkable call sites.
 */
@NullMarked
package burrow.translator.region;

import org.jspecify.annotations.NullMarked;
