/** What measures Crossdock and is never shipped. Figures are ratios taken in one run; see docs/performance.md. */
package dev.crossdock.infra.lab;
