"""An RTSP server with a test picture at /cam, for tests: prints its port.

Arguments: the port (0: any), the size as WIDTHxHEIGHT, and USER:PASSWORD if it wants some.
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

Gst.init(None)
port, size, credentials = (sys.argv[1:] + [""])[:3]
width, height = size.split("x")
encoder = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! rtph264pay config-interval=1"
factory = GstRtspServer.RTSPMediaFactory()
factory.set_shared(True)
factory.set_launch(
    f"( videotestsrc is-live=true ! video/x-raw,width={width},height={height},framerate=25/1"
    f" ! {encoder} name=pay0 pt=96 )"
)
server = GstRtspServer.RTSPServer()
server.set_service(port)
server.get_mount_points().add_factory("/cam", factory)
if credentials:
    user, password = credentials.split(":")
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", user)
    factory.add_role_from_structure(
        Gst.Structure.new_from_string(
            f"{user}, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
        )
    )
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.add_digest(user, password, token)
    server.set_auth(auth)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
