"""The macOS bundle's description, and the disk image that it is handed out in."""

import os
import platform
import shutil
import sys
from typing import Any

import freeze
import publisher
from environment import stop
from workshop import BUILD, DIST, run, version

BUNDLE = "TCP Lab.app"
IDENTIFIER = publisher.identifier("TCPLab")
KIND = publisher.identifier("experiment")


def info_plist() -> dict[str, Any]:
    """What Info.plist says besides the name, the version and the icon."""
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "TCP Lab experiment",
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": "tcplab.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [KIND],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": KIND,
                "UTTypeDescription": "TCP Lab experiment",
                "UTTypeConformsTo": ["public.plain-text"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["tcplab"],
                    "public.mime-type": ["application/x-tcplab"],
                },
            }
        ],
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": "13.0",  # Qt 6.11's
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{publisher.NAME}; MIT licence",
        "NSRequiresAquaSystemAppearance": False,  # dark where the system is
    }


def make() -> None:
    """The disk image in dist/, with a link to the folder that the bundle is dragged to."""
    if sys.platform != "darwin":
        stop("A macOS bundle and its disk image are made on macOS.")
    freeze.make()
    content = BUILD / "image"
    shutil.rmtree(content, ignore_errors=True)
    run(["ditto", freeze.FOLDER.with_name(BUNDLE), content / BUNDLE])
    os.symlink("/Applications", content / "Applications")
    DIST.mkdir(exist_ok=True)
    image = DIST / f"tcplab-{version()}-macos-{platform.machine()}.dmg"
    made = ["hdiutil", "create", "-volname", "TCP Lab", "-srcfolder", str(content)]
    run([*made, "-format", "UDZO", "-ov", image])
    run(["hdiutil", "verify", image])
    print(f"{image.name}: {image.stat().st_size / 1e6:.1f} MB", flush=True)
