"""What is found of a machine."""

from app.services.machine import Graphics, look_at_machine, read_graphics

LISTED = "NVIDIA H200, 570.86.15, 143771 MiB\nNVIDIA A, B, 1.0, [N/A]\nno driver\n"


def test_graphics_are_read_from_what_the_driver_prints() -> None:
    assert read_graphics(LISTED) == (
        Graphics("NVIDIA H200", "570.86.15", 143771 << 20),
        Graphics("NVIDIA A, B", "1.0", 0),
    )
    assert read_graphics("NVIDIA-SMI has failed") == ()


def test_a_gpu_is_asked_for_only_where_a_driver_lists_one() -> None:
    asked: list[str] = []

    def usable() -> bool:
        asked.append("usable")
        return True

    bare = look_at_machine(usable, lambda: "")
    assert (bare.gpu_usable, bare.graphics, asked) == (False, (), [])
    assert look_at_machine(usable, lambda: LISTED).gpu_usable
    assert asked == ["usable"]


def test_this_machine_has_a_processor_cores_and_memory() -> None:
    found = look_at_machine(lambda: False)
    assert found.processor
    assert found.cores >= 1
    assert found.memory_bytes > 1 << 28
