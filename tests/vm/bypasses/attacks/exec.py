"""Rows 1 to 22: ways to start a program that was not granted."""
import os

LS, NC = "/usr/bin/ls", "/usr/bin/nc.openbsd"


def copy_in_write_area(stage):
    stage.attempt(stage.actor(), "processes.spawn", stage.copy(LS, stage.path("ls")), "/")


def symbolic_link_of_granted_name(stage):
    link = stage.path("ls")
    os.symlink(NC, link)
    stage.attempt(stage.actor(), "processes.spawn", link, "-h")


def program_in_memory(stage):
    stage.attempt(stage.actor(), "processes.spawn_from_memory", LS, "/")
