/** Makes a project of what Conscia's DX Graph and DX Engine export. Names and meanings are those of its public documentation. */
package dev.crossdock.infra.cli.conscia;
