# SPDX-License-Identifier: Apache-2.0
"""A filter that does what a message's X-Do field says, or the local part of an address.

Called with the socket to listen on and how it wants to be spoken to: plain, spaces (the white space
behind a colon as it is), silent (it answers nothing before the end of a message) or macros (it says
which it wants). The field X-Heard tells what it has heard.
"""
import sys
import Milter

how = sys.argv[2]


class Actions(Milter.Base):
    def __init__(self):
        self.heard = []
        self.todo = []
        self.bodies = 0

    def connect(self, host, family, address):
        self.heard.append('%s %s %s' % (host, address[0], self.getsymval('j')))
        return Milter.CONTINUE

    def hello(self, name):
        self.heard.append('helo %s' % name)
        return verdict(self, name.split('.')[0])

    def envfrom(self, sender, *args):
        self.heard.append('from %s %s' % (sender, ' '.join(args)))
        self.heard.append('as %s by %s' % (self.getsymval('{auth_authen}'), self.getsymval('{auth_type}')))
        self.heard.append(str(self.getsymval('{mail_addr}')))
        self.todo = []
        self.bodies = 0
        return verdict(self, sender.strip('<>').split('@')[0])

    def envrcpt(self, recipient, *args):
        self.heard.append('to %s' % recipient)
        return verdict(self, recipient.strip('<>').split('@')[0])

    def data(self):
        self.heard.append('data')
        return Milter.CONTINUE

    def header(self, name, value):
        self.heard.append('%s=%s' % (name, value.replace('\n', '|')))
        if name == 'X-Do':
            self.todo = value.split()
        return Milter.CONTINUE

    def eoh(self):
        self.heard.append('eoh')
        return Milter.CONTINUE

    def body(self, chunk):
        self.bodies += len(chunk)
        return Milter.SKIP if 'skip' in self.todo else Milter.CONTINUE

    def eom(self):
        outcome = Milter.CONTINUE
        for todo in self.todo:
            outcome = self.act(todo) or outcome
        return outcome

    def abort(self):
        self.heard.append('abort')
        return Milter.CONTINUE

    def act(self, todo):
        if todo == 'heard':
            self.addheader('X-Heard', '; '.join(self.heard))
        elif todo == 'octets' or todo == 'skip':
            self.addheader('X-Octets', str(self.bodies))
        elif todo == 'id':
            self.addheader('X-Id', str(self.getsymval('i')))
        elif todo == 'add':
            self.addheader('X-Added', 'at the\n\tend')
        elif todo == 'insert':
            self.addheader('X-Inserted', 'below', 1)
            self.addheader('X-Inserted', 'top', 0)
        elif todo == 'change':
            self.chgheader('x-note', 2, 'changed')
            self.chgheader('X-New', 1, 'made')
        elif todo == 'delete':
            self.chgheader('X-Note', 1, '')
        elif todo == 'recipients':
            self.addrcpt('<new@e.example>')
            self.addrcpt('<dsn@e.example>', 'NOTIFY=NEVER')
            self.delrcpt('<c@d.example>')
        elif todo == 'sender':
            self.chgfrom('<other@b.example>')
        elif todo == 'nobody':
            self.chgfrom('<>')
        elif todo == 'body':
            self.replacebody('new\r\n')
            self.replacebody('body\n' * 20000)
        elif todo == 'quarantine':
            self.quarantine('smells odd')
        elif todo == 'progress':
            for _ in range(20):
                self.progress()
        else:
            return verdict(self, todo)
        return None


def verdict(filter, word):
    if word == 'reply':
        filter.setreply('554', '5.7.9', '100%% no', 'and again: no')
        return Milter.REJECT
    return {
        'reject': Milter.REJECT,
        'tempfail': Milter.TEMPFAIL,
        'accept': Milter.ACCEPT,
        'discard': Milter.DISCARD,
    }.get(word, Milter.CONTINUE)


if how == 'spaces':
    Actions = Milter.header_leading_space(Actions)
elif how == 'silent':
    for name in ('connect', 'envrcpt', 'data', 'header', 'eoh', 'body'):
        setattr(Actions, name, Milter.noreply(getattr(Actions, name)))
elif how == 'macros':
    def negotiate(self, options):
        self._ctx.setsymlist(Milter.M_ENVFROM, '{mail_addr}')
        return Milter.Base.negotiate(self, options)

    Actions.negotiate = negotiate

Milter.factory = Actions
Milter.set_flags(
    Milter.ADDHDRS | Milter.CHGHDRS | Milter.CHGBODY | Milter.ADDRCPT | Milter.ADDRCPT_PAR
    | Milter.DELRCPT | Milter.CHGFROM | Milter.QUARANTINE | Milter.SETSYMLIST)
Milter.runmilter('actions', sys.argv[1], 60)
