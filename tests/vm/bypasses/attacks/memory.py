"""Rows 10 and 11: ways to have code executed without starting a program."""
from stage import PROGRAMS

NC = "/usr/bin/nc.openbsd"
LIBRARY = f"{PROGRAMS}/constructor.so"


def _each(stage, *acts):
    for act in acts:
        stage.attempt(stage.actor(), f"memory.{act}")


def library_of_own(stage):
    for path in (stage.path("own.so"), stage.outside("own.so")):
        stage.attempt(stage.actor(), "memory.load_library", stage.copy(LIBRARY, path))


def file_of_own(stage):
    for kind in ("private", "shared", "writable", "deleted", "protected"):
        stage.attempt(stage.actor(), "memory.own_file", stage.path(kind), kind)


def file_in_shared_memory(stage):
    path = f"/dev/shm/{stage.case.name}.{stage.user}"
    stage.attempt(stage.actor(), "memory.own_file", path, "deleted")


def memory_file(stage):
    _each(stage, "own_memory_file", "own_memory_file_twice")


def text_of_another_program(stage):
    stage.attempt(stage.actor(), "memory.map_program", NC)


def anonymous_memory(stage):
    _each(stage, "written_and_executable", "shared_and_executable", "written_then_protected",
          "written_then_protected_by_key", "executable_then_writable")


def stack_and_heap(stage):
    _each(stage, "stack_protected", "heap_protected")


def private_page_of_a_library(stage):
    stage.attempt(stage.actor(), "memory.library_page_rewritten", "/usr/lib/x86_64-linux-gnu/libc.so.6")


def device_of_zeros(stage):
    _each(stage, "device_of_zeros")


def reading_implies_executing(stage):
    _each(stage, "read_implies_execute")


def system_v_segment(stage):
    _each(stage, "system_v_segment")


def system_call_of_32_bits(stage):
    program = f"{PROGRAMS}/compat"
    stage.attempt(stage.actor(f"run {program}"), "programs.perform", program, "mmap")


def own_text_through_proc(stage):
    _each(stage, "own_text_by_proc")


def text_of_a_child_through_proc(stage):
    _each(stage, "text_of_child_by_proc")


def text_of_a_traced_child(stage):
    _each(stage, "text_of_child_by_trace")
