/** What functions ask of AWS, compared with what template.yaml grants them. */
package dev.crossdock.infra.lab.granted;
