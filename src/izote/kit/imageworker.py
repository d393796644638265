"""Draws one image anew, in a process of its own with time and memory bounded; it imports nothing of Izote.

What comes back holds only pixels: no place, no camera, no comments, nothing hung on behind.
"""

import io
import json
import sys
from typing import Any


class Refused(Exception):
    """Carries the code of a refusal to the parent."""


def clean(data: bytes, question: dict[str, Any]) -> tuple[dict[str, Any], bytes, bytes]:
    """The image upright, in common colours, with what was left out; and a smaller one to look at."""
    from PIL import Image, ImageOps, WebPImagePlugin

    assert WebPImagePlugin  # named here, Pillow need not load every format that it knows
    Image.MAX_IMAGE_PIXELS = None  # the bound below is read from the header, before anything is unpacked
    try:
        image = Image.open(io.BytesIO(data), formats=[question["format"]])
        width, height = image.size
        if width * height > question["pixels"]:
            raise Refused("too_many_pixels")
        if min(width, height) < 1:
            raise Refused("damaged")
        removed = _extras(image, data)
        longest = question["longest"]
        if question["format"] == "JPEG":
            image.draft("RGB", (longest, longest))
        image.load()
        upright = _common(ImageOps.exif_transpose(image), image.info.get("icc_profile"))
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_many_pixels") from None
    except Exception:
        raise Refused("damaged") from None
    if max(upright.size) > longest:
        upright.thumbnail((longest, longest))
        removed.append("size")
    clear = upright.mode in ("RGBA", "LA")
    kept = "PNG" if question["format"] == "PNG" or clear else "JPEG"
    small = upright.copy()
    small.thumbnail((question["preview"], question["preview"]))
    facts = {"format": kept, "removed": removed, "size": upright.size}
    return facts, _written(upright, kept), _written(small, "WEBP")


def _extras(image: Any, data: bytes) -> list[str]:
    """What hangs on the image besides its pixels."""
    found = []
    exif = image.getexif()
    if exif.get_ifd(0x8825):
        found.append("place")
    if set(exif) - {0x0112, 0x8825, 0x8769} or exif.get_ifd(0x8769):
        found.append("camera")
    words = {"comment", "xmp", "XML:com.adobe.xmp", "photoshop"} & set(image.info)
    if words or getattr(image, "text", None):
        found.append("words")
    if image.info.get("icc_profile"):
        found.append("profile")
    if getattr(image, "n_frames", 1) > 1:
        found.append("frames")
    mark, after = {"JPEG": (b"\xff\xd9", 2), "PNG": (b"IEND", 8)}.get(image.format, (b"", 0))
    if mark and 0 <= data.rfind(mark) + after < len(data.rstrip(b"\0\r\n")):
        found.append("rest")
    return found


def _common(image: Any, profile: bytes | None) -> Any:
    """The image in grey or sRGB, with transparency where it has some."""
    from PIL import Image, ImageCms

    if image.mode.startswith("I") or image.mode == "F":
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    if image.mode not in ("RGB", "RGBA", "L", "LA"):
        image = image.convert("RGBA" if image.mode in ("PA", "La", "RGBa") else "RGB")
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _written(image: Any, kind: str) -> bytes:
    out = io.BytesIO()
    options: dict[str, Any] = {
        "JPEG": {"quality": 88, "optimize": True},
        "PNG": {"compress_level": 6},
        "WEBP": {"quality": 78, "method": 2},
    }[kind]
    image.save(out, kind, **options)
    return out.getvalue()


def _bound_this_process(question: dict[str, Any]) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still applies
        return
    limits = {"RLIMIT_AS": question["memory"], "RLIMIT_CPU": question["seconds"], "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (ValueError, OSError, AttributeError):
            continue


def main() -> None:
    """One JSON line with the question, then the file; the answer is one JSON line, the image and the small image."""
    question = json.loads(sys.stdin.buffer.readline())
    _bound_this_process(question)
    image = small = b""
    try:
        facts, image, small = clean(sys.stdin.buffer.read(), question)
    except Refused as refused:
        facts = {"refused": str(refused)}
    except MemoryError:
        facts = {"refused": "too_many_pixels"}
    out = sys.stdout.buffer
    out.write(json.dumps(facts | {"lengths": [len(image), len(small)]}).encode() + b"\n" + image + small)


if __name__ == "__main__":
    main()
