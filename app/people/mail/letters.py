"""Every letter that Hark sends, word for word.

A letter is made of its own fixed words, the school's name and, for an invitation, a link that opens nothing without the
six words. There is no place in it for anything else, so a case, a topic or a pupil's name cannot get into one.
"""

from email.message import EmailMessage
from email.policy import SMTP

from app.people.roll import Letter

_SUBJECTS: dict[Letter, str] = {
    "invitation": "You are invited to Hark",
    "alert": "Something about Hark needs you",
    "urgent": "Hark needs you now",
    "account_changed": "Your way in to Hark has changed",
    "new_browser": "You signed in to Hark in a new browser",
    "sign_in_reset": "Somebody is being let back in to Hark",
    "recovery_used": "Recovery sheets were used in Hark",
    "training_ends": "Your training for Hark ends soon",
    "access_paused": "Your access to Hark is paused",
    "colleague_training": "Somebody's training for Hark needs you",
}

_BODIES: dict[Letter, str] = {
    "invitation": (
        "{school} has invited you to Hark, where pupils can tell a trained person that something is wrong.\n"
        "\n"
        "Open this page on a computer of your own and have your phone with you:\n"
        "\n"
        "{link}\n"
        "\n"
        "The page asks for six words. Whoever invited you tells you those in person or by phone, never by e-mail.\n"
        "The invitation ends after seven days. If you did not expect it, ask the school before you open it.\n"
    ),
    "alert": (
        "Something about Hark at {school} needs you. Sign in: the top of each page says what.\n"
        "\n"
        "{console}\n"
        "\n"
        "If you find nothing there, a colleague has seen to it.\n"
    ),
    "urgent": (
        "Hark at {school} needs you now. Sign in: the top of each page says what to do.\n"
        "\n"
        "{console}\n"
        "\n"
        "Press “I am dealing with it” there, so that nobody else has to be called.\n"
        "If you find nothing there, somebody has answered.\n"
    ),
    "account_changed": (
        "A way of signing in to your Hark account at {school} was added, changed or taken away.\n"
        "\n"
        "If that was not you, tell a safeguarding lead now, in person or by phone. Then sign in, open your account,\n"
        "end the sessions that are not yours, and take away the ways in that are not yours.\n"
        "\n"
        "{console}\n"
    ),
    "new_browser": (
        "Somebody signed in to your Hark account at {school}, in a browser that it was never used in before.\n"
        "\n"
        "If that was you, there is nothing to do. If not, tell a safeguarding lead now, in person or by phone. Then\n"
        "sign in, open your account, end the sessions that are not yours, and change your passphrase.\n"
        "\n"
        "{console}\n"
    ),
    "sign_in_reset": (
        "Somebody at {school} is being let back in to Hark with new keys, after a colleague made sure who they are.\n"
        "\n"
        "If you did not expect that, sign in, look at the list of people and suspend that person first. Then ask.\n"
        "\n"
        "{console}\n"
    ),
    "recovery_used": (
        "Two recovery sheets were used at {school}, for a test or because a way in was lost.\n"
        "\n"
        "If you did not expect that, sign in and look at the audit log.\n"
        "\n"
        "{console}\n"
    ),
    "training_ends": (
        "Training that {school} asks of you ends soon.\n"
        "\n"
        "Sign in to read which, when, and whom to ask to record the next.\n"
        "\n"
        "{console}\n"
        "\n"
        "From the day after its last day your access is paused until the next is recorded.\n"
    ),
    "access_paused": (
        "Training that {school} asks of you has ended, so your access to Hark is paused from today.\n"
        "\n"
        "You can still sign in and look after your account. Ask a safeguarding lead to record the next training.\n"
        "You are back as soon as they have.\n"
        "\n"
        "{console}\n"
    ),
    "colleague_training": (
        "The training of somebody at {school} ends soon, or has ended and paused their access.\n"
        "\n"
        "Sign in, open the list of people and then Training: it shows whose and when. Once they have done the next,\n"
        "record it there.\n"
        "\n"
        "{console}\n"
    ),
}


def write(letter: Letter, *, origin: str, school: str, sender: str, to: str, invitation_id: str | None) -> EmailMessage:
    """The letter as it is sent: plain text, no picture, nothing that tells anybody whether it was read."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = _SUBJECTS[letter]
    # No answer is read, and an out-of-office reply should not come back either (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    link = invitation_link(origin, invitation_id or "")
    message.set_content(_BODIES[letter].format(school=school, link=link, console=f"{origin}/console"))
    return message


def invitation_link(origin: str, invitation_id: str) -> str:
    """Where an invited person goes. The id stands after the #, which browsers never send, so no log has it."""
    return f"{origin}/console/join#{invitation_id}"
